using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Pacs.Archive.Ingest;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Json;
using Pacs.Dicom.Parsing;
using Pacs.Index;

namespace Pacs.Benchmarks.Dicom;

/// <summary>What does it cost to walk a CT image, to read what is indexed of it, to read all of it, and to say it in JSON?</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "The cleanup disposes it; BenchmarkDotNet derives from the class.")]
public class DataSetBenchmarks
{
    private readonly byte[] _image = MadeImage.Bytes(1, MadeImage.CtPixels);
    private readonly DataSet _header = MadeImage.Header(1);
    private readonly ArrayBufferWriter<byte> _json = new(16 << 10);
    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private ParsingBounds _indexed = null!;
    private Utf8JsonWriter _writer = null!;

    [GlobalSetup]
    public async Task ReadWantedAsync()
    {
        await using var index = await ArchiveIndex.OpenAsync(Path.Combine(_directory, "index.db"), [], CancellationToken.None);
        _indexed = InstanceHeader.Bounds(index.WantedAttributes);
        _writer = new Utf8JsonWriter(_json);
    }

    [Benchmark]
    public int Scan()
    {
        var scanner = new DataSetScanner(MadeImage.Syntax);
        ReadOnlySpan<byte> rest = _image;
        var elements = 0;
        while (scanner.Read(ref rest, out _) == OperationStatus.Done)
        {
            if (scanner.Token == DataSetToken.Element) elements++;
        }

        return elements;
    }

    [Benchmark]
    public int ParseIndexed() => DataSetParser.ParseAll(_image, MadeImage.Syntax, _indexed).Count;

    [Benchmark]
    public int ParseEverything() => DataSetParser.ParseAll(_image, MadeImage.Syntax, ParsingBounds.Everything).Count;

    [Benchmark]
    public int WriteJson()
    {
        _json.ResetWrittenCount();
        _writer.Reset();
        DicomJsonWriter.Write(_writer, _header);
        _writer.Flush();
        return _json.WrittenCount;
    }

    [GlobalCleanup]
    public void Close()
    {
        _writer.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
