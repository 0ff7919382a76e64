using System.Buffers;
using System.IO.Pipelines;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

/// <summary>A peer that says what a test makes it say, byte for byte.</summary>
internal sealed class RawPeer(IDuplexPipe pipe)
{
    public async Task SendAsync(params byte[][] pdus)
    {
        foreach (var pdu in pdus) pipe.Output.Write(pdu);
        await pipe.Output.FlushAsync(Talk.Soon);
    }

    /// <summary>Closes its side, as a process that dies does.</summary>
    public ValueTask VanishAsync() => pipe.Output.CompleteAsync();

    public Task AssociateAsync(AssociateRequest request) => SendAsync(Pdu(output => PduWriter.Write(request, output)));

    /// <summary>The next whole PDU: its type and its variable field. Null at the end of the connection.</summary>
    public async Task<(PduType Type, byte[] Body)?> ReadAsync()
    {
        while (true)
        {
            var result = await pipe.Input.ReadAsync(Talk.Soon);
            var buffer = result.Buffer;
            if (PduHeader.Read(ref buffer, out var header) == OperationStatus.Done && buffer.Length >= header.Length)
            {
                var body = buffer.Slice(0, header.Length).ToArray();
                pipe.Input.AdvanceTo(buffer.GetPosition(header.Length));
                return (header.Type, body);
            }

            pipe.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    /// <summary>The next message that has no data set.</summary>
    public async Task<Command> ReadCommandAsync()
    {
        var pdu = await ReadAsync();
        Assert.Equal(PduType.Data, pdu?.Type);
        Assert.Equal(
            OperationStatus.Done, CommandParser.Parse(pdu!.Value.Body.AsSpan(PdvHeader.Size), out var command, out _));
        return command!;
    }

    /// <summary>Reads to the end of the connection; gives the A-ABORT that must be the last PDU.</summary>
    public async Task<(AbortSource Source, AbortReason Reason)> ReadAbortAsync()
    {
        (PduType Type, byte[] Body)? last = null;
        while (await ReadAsync() is { } pdu)
        {
            last = pdu;
            if (pdu.Type == PduType.Abort) await VanishAsync();
        }

        Assert.Equal(PduType.Abort, last?.Type);
        return ((AbortSource)last!.Value.Body[2], (AbortReason)last.Value.Body[3]);
    }

    public static byte[] Release { get; } = Pdu(PduWriter.WriteReleaseRequest);

    public static byte[] ReleaseResponse { get; } = Pdu(PduWriter.WriteReleaseResponse);

    public static byte[] Abort { get; } = Pdu(
        output => PduWriter.Write(new AssociateAbort(AbortSource.ServiceUser, 0), output));

    public static byte[] Header(PduType type, uint length)
    {
        var bytes = new byte[PduHeader.Size];
        new PduHeader(type, length).Write(bytes);
        return bytes;
    }

    public static byte[] Data(params byte[][] pdvs) =>
        [.. Header(PduType.Data, (uint)pdvs.Sum(pdv => pdv.Length)), .. pdvs.SelectMany(pdv => pdv)];

    public static byte[] Pdv(bool isCommand, bool isLast, byte[] bytes, byte context = 1)
    {
        var header = new byte[PdvHeader.Size];
        new PdvHeader(context, isCommand, isLast, (uint)bytes.Length).Write(header);
        return [.. header, .. bytes];
    }

    public static byte[] CommandSet(Command command, bool hasDataSet) =>
        new CommandSetWriter().Encode(command, hasDataSet).ToArray();

    public static byte[] Message(Command command, byte context = 1) =>
        Data(Pdv(true, true, CommandSet(command, hasDataSet: false), context));

    public static byte[] Pdu(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

}
