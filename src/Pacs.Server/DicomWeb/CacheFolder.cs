namespace Pacs.Server.DicomWeb;

/// <summary>
/// A folder of files that can be made again, of which the oldest go when there are too many bytes. All of it can be deleted at
/// any time.
/// </summary>
internal sealed class CacheFolder(string path, long maxBytes)
{
    /// <summary>What is left when room was made, so that it is not made for each further file.</summary>
    private readonly long _bytesLeft = maxBytes / 10 * 9;

    private readonly Lock _gate = new();
    private long? _bytes;

    /// <summary>The folder, one of 256, that the files of a name are in: to find what is out of date of it, few names have to be read.</summary>
    /// <param name="name">A hash, in hexadecimal digits.</param>
    public string FolderOf(string name) => Path.Combine(path, name[..2]);

    /// <summary>Removes the oldest when there is too much, by a count that begins with what is there and that replaced ones stay in.</summary>
    public void MakeRoomFor(long added)
    {
        lock (_gate)
        {
            if (_bytes is { } known && (_bytes = known + added) <= maxBytes) return;

            var files = new DirectoryInfo(path).GetFiles("*", SearchOption.AllDirectories);
            var left = files.Sum(file => file.Length);
            if (left > maxBytes)
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
