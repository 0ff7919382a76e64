using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Pacs.LoadClient.Limits;

/// <summary>One association at the receiving end, on a thread and a blocking socket of its own.</summary>
internal sealed class LimitAssociation(Socket socket, IObjectWriter writer) : IDisposable
{
    private const int PduHeader = 6, DataHeader = 12;
    private const int PieceLength = 4 << 20, Slack = 512 << 10;

    /// <summary>C-STORE-RSP with status 0000, as short as the standard allows.</summary>
    private static readonly byte[] Stored = Data(
        [
            .. Element(0x0000, [40, 0, 0, 0]), .. Element(0x0100, [0x01, 0x80]), .. Element(0x0120, [1, 0]),
            .. Element(0x0800, [0x01, 0x01]), .. Element(0x0900, [0, 0]),
        ]);

    private readonly Memory<byte> _buffer = AlignedMemory.Allocate(PieceLength + Slack);
    private int _filled;
    private int _at; // where the next PDU begins; may lie beyond what is here

    public void Serve()
    {
        using (this)
        {
            while (Receive())
            {
                while (_at <= _filled - PduHeader)
                {
                    if (!TryStep()) break;
                }

                if (_filled >= PieceLength && _at >= PieceLength) WritePiece();
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private bool Receive()
    {
        var count = socket.Receive(_buffer.Span[_filled..]);
        _filled += count;
        return count > 0;
    }

    /// <summary>Passes over one PDU; false when more has to come first.</summary>
    private bool TryStep()
    {
        var here = _buffer.Span[_at.._filled];
        var end = _at + PduHeader + (int)BinaryPrimitives.ReadUInt32BigEndian(here[2..]);
        switch (here[0])
        {
            case 4 when here.Length < DataHeader:
                return false;
            case 4:
                var isLastOfDataSet = (here[DataHeader - 1] & 3) == 2;
                if (isLastOfDataSet && _filled < end) return false;

                _at = end;
                if (isLastOfDataSet) Keep();
                return true;
            default:
                if (_filled < end) return false;

                socket.Send(here[0] == 1 ? Accept() : [6, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
                (_filled, _at) = (0, 0);
                return true;
        }
    }

    private void WritePiece()
    {
        writer.Write(_buffer[..PieceLength]);
        _buffer.Span[PieceLength.._filled].CopyTo(_buffer.Span);
        _filled -= PieceLength;
        _at -= PieceLength;
    }

    /// <summary>The sender waits for the answer: nothing stands behind the message.</summary>
    private void Keep()
    {
        writer.Write(_buffer[..AlignedMemory.Padded(_filled)]);
        writer.Complete();
        socket.Send(Stored);
        (_filled, _at) = (0, 0);
    }

    /// <summary>A-ASSOCIATE-AC of presentation context 1 (PS3.8 §9.3.3).</summary>
    private static byte[] Accept()
    {
        byte[] context = [1, 0, 0, 0, .. Item(0x40, Encoding.ASCII.GetBytes("1.2.840.10008.1.2.1"))];
        byte[] user = Item(0x51, [0, 4, 0, 0]);
        byte[] body =
        [
            0, 1, 0, 0, .. new byte[64], .. Item(0x10, Encoding.ASCII.GetBytes("1.2.840.10008.3.1.1.1")),
            .. Item(0x21, context), .. Item(0x50, user),
        ];
        return [2, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private static byte[] Item(byte type, byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static byte[] Element(ushort element, byte[] value) =>
        [0, 0, (byte)element, (byte)(element >> 8), (byte)value.Length, 0, 0, 0, .. value];

    private static byte[] Data(byte[] command) =>
        [4, 0, 0, 0, 0, (byte)(command.Length + 6), 0, 0, 0, (byte)(command.Length + 2), 1, 3, .. command];
}
