namespace Pacs.Archive.Caching;

/// <summary>
/// A folder of files that can be made again, of which the oldest go when there are too many bytes. All of it can be deleted at
/// any time.
/// </summary>
public sealed class CacheFolder
{
    /// <summary>Below it lies what is being written: who crashed leaves no name that means something.</summary>
    private const string UnfinishedFolder = "unfinished";

    private readonly string _path;
    private readonly long _maxBytes;

    /// <summary>What is left when room was made, so that it is not made for each further file.</summary>
    private readonly long _bytesLeft;

    private readonly Lock _gate = new();
    private long? _bytes;

    internal CacheFolder(string path, long maxBytes)
    {
        _path = path;
        _maxBytes = maxBytes;
        _bytesLeft = maxBytes / 10 * 9;
    }

    private string Unfinished => Path.Combine(_path, UnfinishedFolder);

    /// <summary>Where a file is, or would be.</summary>
    /// <param name="study">Of what study it is: it goes when something of that is deleted.</param>
    /// <param name="name">Its name among those of the study.</param>
    public string PathOf(StudyKey study, string name) => Path.Combine(FolderOf(study), $"{study.Hash}.{name}");

    /// <summary>Where to write what <see cref="Keep"/> will take; a file that nothing else has.</summary>
    public string NewUnfinished() => Path.Combine(Directory.CreateDirectory(Unfinished).FullName, $"{Guid.NewGuid():N}");

    /// <summary>Keeps a file that is finished, unless what it was made of has changed.</summary>
    /// <param name="unfinished">From <see cref="NewUnfinished"/>; it is not there any more after.</param>
    /// <param name="study">Of what study it is.</param>
    /// <param name="name">Its name among those of the study.</param>
    /// <param name="isCurrent">
    /// Whether what it was made of is still held so. Asked when the file is in its place: a deletion that is not seen then has yet to
    /// look for such files.
    /// </param>
    public void Keep(string unfinished, StudyKey study, string name, Func<bool> isCurrent)
    {
        var path = PathOf(study, name);
        Directory.CreateDirectory(FolderOf(study));
        var length = new FileInfo(unfinished).Length;
        File.Move(unfinished, path, overwrite: true);
        if (isCurrent()) MakeRoomFor(length);
        else File.Delete(path);
    }

    /// <summary>Removes the files of a study whose names begin so, but one.</summary>
    public void Remove(StudyKey study, string beginning = "", string? except = null)
    {
        if (!Directory.Exists(FolderOf(study))) return;

        var kept = except is null ? null : PathOf(study, except);
        foreach (var path in Directory.EnumerateFiles(FolderOf(study), $"{study.Hash}.{beginning}*"))
        {
            if (path != kept) File.Delete(path);
        }
    }

    /// <summary>Removes what somebody who crashed was writing.</summary>
    internal void RemoveUnfinished()
    {
        if (Directory.Exists(Unfinished)) Directory.Delete(Unfinished, recursive: true);
    }

    /// <summary>One of 256: to find what is kept of a study, few names have to be read.</summary>
    private string FolderOf(StudyKey study) => Path.Combine(_path, study.Hash[..2]);

    /// <summary>Removes the oldest when there is too much, by a count that begins with what is there and that replaced ones stay in.</summary>
    private void MakeRoomFor(long added)
    {
        lock (_gate)
        {
            if (_bytes is { } known && (_bytes = known + added) <= _maxBytes) return;

            var files = new DirectoryInfo(_path).GetFiles("*", SearchOption.AllDirectories);
            var left = files.Sum(file => file.Length);
            if (left > _maxBytes)
            {
                foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc).TakeWhile(_ => left > _bytesLeft))
                {
                    left -= file.Length;
                    file.Delete();
                }
            }

            _bytes = left;
        }
    }
}
