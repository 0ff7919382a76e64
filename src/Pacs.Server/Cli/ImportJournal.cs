using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pacs.Server.Cli;

/// <summary>
/// The files that earlier imports brought in, one per line: length, time of last change in ticks, full path. A line is
/// written once the archive has the file durably. A lost line costs no more than finding a duplicate.
/// </summary>
internal sealed class ImportJournal : IDisposable
{
    private const string FileName = "import.journal";

    // 16 bytes per line instead of a path: hundreds of millions of files pass through here.
    private readonly HashSet<UInt128> _lines = [];
    private readonly StreamWriter _writer;
    private readonly Lock _lock = new();

    private ImportJournal(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        while (reader.ReadLine() is { } line) _lines.Add(DigestOf(line));

        // After a crash the last line may be half a line: what follows is not to be joined to it.
        _writer = new StreamWriter(file);
        if (file.Length > 0 && !EndsWithNewline(file)) _writer.WriteLine();
        _writer.AutoFlush = true;
    }

    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static ImportJournal Open(string dataDirectory) => new(new FileStream(
        Path.Combine(dataDirectory, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));

    /// <summary>True when the file was brought in and has not changed since.</summary>
    public bool Contains(FileInfo file)
    {
        var digest = DigestOf(LineOf(file));
        lock (_lock) return _lines.Contains(digest);
    }

    public void Add(FileInfo file)
    {
        var line = LineOf(file);
        lock (_lock)
        {
            if (_lines.Add(DigestOf(line))) _writer.WriteLine(line);
        }
    }

    public void Dispose() => _writer.Dispose();

    private static bool EndsWithNewline(FileStream file)
    {
        file.Position = file.Length - 1;
        return file.ReadByte() == '\n';
    }

    private static string LineOf(FileInfo file) => string.Create(
        CultureInfo.InvariantCulture,
        $"{file.Length} {file.LastWriteTimeUtc.Ticks} {file.FullName.ReplaceLineEndings("\\n")}");

    private static UInt128 DigestOf(string line)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(line), digest);
        return BitConverter.ToUInt128(digest);
    }
}
