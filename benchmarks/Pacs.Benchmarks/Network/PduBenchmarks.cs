using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using Pacs.Network.Associations;
using Pacs.Network.Pdus;

namespace Pacs.Benchmarks.Network;

/// <summary>What do the PDUs around a CT image cost, coming and going?</summary>
[MemoryDiagnoser]
public class PduBenchmarks
{
    private const int PduLength = 64 << 10, SocketBlock = 128 << 10;

    private readonly byte[] _image = MadeImage.Bytes(1, MadeImage.CtPixels);
    private readonly DataPduWriter _writer = new(new ForgetfulWriter());
    private PduReader _reader = null!;

    [GlobalSetup]
    public async Task WriteOnceAsync()
    {
        var written = new MemoryStream();
        var pipe = PipeWriter.Create(written);
        await WriteAsync(new DataPduWriter(pipe));
        await pipe.FlushAsync();
        _reader = new PduReader(new EndlessReader(written.ToArray(), SocketBlock), new AssociationOptions());
    }

    [Benchmark]
    public async Task<long> ReadAsync()
    {
        var length = 0L;
        PdvHeader pdv;
        do
        {
            while (!_reader.TryReadPdv(out pdv)) await _reader.FillAsync(CancellationToken.None);
            while (!_reader.IsAtPdvEnd)
            {
                if (_reader.TryTakeFragment(out var fragment)) length += fragment.Length;
                else await _reader.FillAsync(CancellationToken.None);
            }
        }
        while (!pdv.IsLast);

        return length;
    }

    [Benchmark]
    public Task WriteAsync() => WriteAsync(_writer);

    private async Task WriteAsync(DataPduWriter writer)
    {
        for (var at = 0; at < _image.Length;)
        {
            var part = Math.Min(PduLength - PdvHeader.Size, _image.Length - at);
            writer.BeginPdu(PdvHeader.Size + part);
            writer.BeginPdv(new PdvHeader(1, IsCommand: false, IsLast: at + part == _image.Length, (uint)part));
            writer.Write(_image.AsSpan(at, part));
            writer.EndPdu();
            await writer.FlushIfWorthwhileAsync();
            at += part;
        }

        await writer.FlushAsync(CancellationToken.None);
    }
}
