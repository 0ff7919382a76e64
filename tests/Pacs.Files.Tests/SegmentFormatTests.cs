using System.Diagnostics;
using System.IO.Hashing;

namespace Pacs.Files.Tests;

/// <summary>Other people's tar reads our segments.</summary>
public sealed class SegmentFormatTests : IDisposable
{
    private const string PythonExtract = "import sys,tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])";
    private const string PythonList =
        "import sys,tarfile; [print(m.name, m.size, m.type) for m in tarfile.open(sys.argv[1])]";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [ProgramData("tar", "xf", "{0}", "-C", "{1}")]
    [ProgramData("bsdtar", "xf", "{0}", "-C", "{1}")]
    [ProgramData("busybox", "tar", "xf", "{0}", "-C", "{1}")]
    [ProgramData("python3", "-c", PythonExtract, "{0}", "{1}")]
    public async Task Unpacks_sealed_open_and_spilled_segments(string program, params string[] arguments)
    {
        var sent = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using (var store = Stores.Open(Path.Combine(_directory, "data")))
        {
            foreach (var length in new[] { 0, 700, 5000, 5000, 12_000, 5000, 512 })
            {
                var name = $"{new string('1', 64)}/{new string('2', 64)}/{sent.Count}.dcm";
                sent[name] = Stores.Bytes(length, seed: sent.Count);
                await store.AppendAsync(sent[name], name, note: "image");
            }

            Assert.Equal([true, true, false], store.Segments().Select(segment => segment.IsSealed));
        }

        var unpacked = Directory.CreateDirectory(Path.Combine(_directory, "unpacked")).FullName;
        foreach (var segment in Directory.GetFiles(Path.Combine(_directory, "data/store/00"), "*.tar"))
        {
            var (_, error) = Run(program, arguments, segment, unpacked);
            Assert.Equal("", error);
        }

        Assert.Equal(sent.Count, Directory.GetFiles(unpacked, "*", SearchOption.AllDirectories).Length);
        foreach (var (name, content) in sent)
            Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(unpacked, name)));
    }

    [Theory]
    [ProgramData("tar", "tf", "{0}")]
    [ProgramData("bsdtar", "tf", "{0}")]
    [ProgramData("busybox", "tar", "tf", "{0}")]
    [ProgramData("python3", "-c", PythonList, "{0}")]
    public void Lists_what_lies_behind_a_member_of_more_than_8_GiB(string program, params string[] arguments)
    {
        const long Length = (9L << 30) + 5; // sparse: it takes no room
        var path = Path.Combine(_directory, "large.tar");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            var block = new byte[TarHeader.Size];
            Header("1/2/large.dcm", Length).Write(block, storeId: 1, offset: 0);
            RandomAccess.Write(file, block, 0);
            var next = TarHeader.Size + TarHeader.Padded(Length);
            Header("1/2/next.dcm", 0).Write(block, storeId: 1, offset: next);
            RandomAccess.Write(file, block, next);
            RandomAccess.Write(file, TarHeader.EndOfArchive.Span, next + TarHeader.Size);
        }

        var (output, error) = Run(program, arguments, path, _directory);

        Assert.Equal("", error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("1/2/large.dcm", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1/2/next.dcm", lines[1], StringComparison.Ordinal);
        if (program == "python3")
            Assert.Contains($" {Length} ", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_the_digest_that_xxhsum_prints()
    {
        var content = Stores.Bytes(100, seed: 1);
        await using var store = Stores.Open(_directory);
        var extent = await store.AppendAsync(content);

        var member = Assert.IsType<LogMember>(store.Verify(extent));

        Assert.Equal(Convert.ToHexStringLower(XxHash128.Hash(content)), member.Digest.ToString("x32", null));
    }

    private static TarHeader Header(string name, long length) => new()
    {
        Name = name,
        Note = "",
        Length = length,
        Digest = default,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        SyncedBefore = 0,
    };

    private static (string Output, string Error) Run(string program, string[] arguments, string archive, string folder)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument switch { "{0}" => archive, "{1}" => folder, _ => argument });
        using var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, error.GetAwaiter().GetResult());
    }
}
