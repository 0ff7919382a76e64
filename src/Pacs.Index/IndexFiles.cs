using System.Globalization;
using Pacs.Index.Sqlite;

namespace Pacs.Index;

/// <summary>
/// The names of an index in its directory:
/// <code>
/// index.db        the index; -wal and -shm beside it while it is open
/// index.new.db    one that is being built, and worth nothing until it is whole
/// index.1.db      one that has taken the place of those with lower numbers, which were open then
/// </code>
/// The last two are there only while an archive runs, or after it was killed.
/// </summary>
public sealed class IndexFiles(string directory)
{
    private const string Prefix = "index.", Suffix = ".db";

    private static readonly string[] Parts = ["-wal", "-shm", ""]; // a log must not outlive its database: another would read it

    /// <summary>The index, while nobody has it open.</summary>
    public string Settled => Path.Combine(directory, "index.db");

    /// <summary>One that is being built.</summary>
    public string Building => Path.Combine(directory, "index.new.db");

    /// <summary>Brings the directory, which nobody has open, to the one file that counts, under its usual name.</summary>
    /// <exception cref="UnusableIndexException">The newest is not an index, damaged, or of a newer version.</exception>
    public void Settle()
    {
        Delete(Building);
        var newest = Newest();
        if (newest == 0) return;

        SqliteFile.OpenToWrite(Numbered(newest)).Dispose(); // what stands in its write-ahead log
        Delete(Settled);
        foreach (var number in Numbers().Where(number => number < newest)) Delete(Numbered(number));
        File.Move(Numbered(newest), Settled);
    }

    /// <summary>Makes what was built, and closed, the newest: from here on it counts. Gives its name.</summary>
    public string Promote()
    {
        var path = Numbered(Newest() + 1);
        File.Move(Building, path);
        return path;
    }

    /// <summary>Moves an index that cannot be used out of the way. Gives where to.</summary>
    public string SetAside()
    {
        var path = Path.Combine(directory, "index.unusable.db");
        Delete(path);
        var unusable = Newest() is > 0 and var newest ? Numbered(newest) : Settled;
        File.Move(unusable, path);
        Delete(unusable);
        Settle();
        return path;
    }

    /// <summary>Deletes a database with what belongs to it.</summary>
    public static void Delete(string path)
    {
        foreach (var part in Parts) File.Delete(path + part);
    }

    private int Newest() => Numbers().DefaultIfEmpty(0).Max();

    private string Numbered(int number) =>
        number == 0 ? Settled : Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}{Suffix}"));

    private IEnumerable<int> Numbers()
    {
        foreach (var path in Directory.EnumerateFiles(directory, $"{Prefix}*{Suffix}"))
        {
            var name = Path.GetFileName(path);
            if (name.Length > Prefix.Length + Suffix.Length
                && int.TryParse(name.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                yield return number;
            }
        }
    }
}
