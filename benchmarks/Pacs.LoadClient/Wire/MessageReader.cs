using System.Buffers.Binary;
using System.Net.Sockets;

namespace Pacs.LoadClient.Wire;

/// <summary>
/// Takes messages off a blocking socket with as few calls as there are: commands are kept, data sets are passed over.
/// </summary>
internal sealed class MessageReader(Socket socket)
{
    private const int PduHeader = 6, PdvHeader = 6;

    private readonly byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private int _pduRest;

    /// <summary>Bytes of data sets that have been passed over.</summary>
    public long DataBytes { get; private set; }

    /// <summary>A PDU that is no P-DATA-TF; its body is valid until the next one is read.</summary>
    public Pdu ReadPdu()
    {
        Ensure(PduHeader);
        AcknowledgeAtOnce();
        var type = _buffer[_start];
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 2));
        Ensure(PduHeader + length);
        var body = _buffer.AsSpan(_start + PduHeader, length);
        _start += PduHeader + length;
        return new Pdu(type, body);
    }

    /// <summary>What comes next; null when it is the request to release the association.</summary>
    public Message? ReadMessage()
    {
        if (_pduRest == 0)
        {
            Ensure(PduHeader);
            if (_buffer[_start] == 5) return null;
        }

        byte[] command = [];
        while (true)
        {
            var (context, flags, length) = ReadPdvHeader();
            if ((flags & 1) != 0)
            {
                Ensure(length);
                command = [.. command, .. _buffer.AsSpan(_start, length)];
                _start += length;
                if ((flags & 2) != 0 && Message.HasNoDataSet(command)) return new Message(context, command);
                continue;
            }

            Skip(length);
            if ((flags & 2) != 0) return new Message(context, command);
        }
    }

    private (byte Context, byte Flags, int Length) ReadPdvHeader()
    {
        if (_pduRest == 0)
        {
            Ensure(PduHeader);
            if (_buffer[_start] != 4) throw new InvalidOperationException($"PDU of type {_buffer[_start]} came inside a message");
            _pduRest = (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 2));
            _start += PduHeader;
        }

        Ensure(PdvHeader);
        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start)) - 2;
        var header = (_buffer[_start + 4], _buffer[_start + 5], length);
        _start += PdvHeader;
        _pduRest -= PdvHeader + length;
        return header;
    }

    private void Skip(int count)
    {
        DataBytes += count;
        while (count > _end - _start)
        {
            count -= _end - _start;
            _start = _end = 0;
            Receive();
        }

        _start += count;
    }

    private void Ensure(int count)
    {
        if (_start == _end) _start = _end = 0;
        if (_start + count > _buffer.Length)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count) Receive();
    }

    private void Receive()
    {
        var count = socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
        if (count == 0) throw new InvalidOperationException("the server closed the connection");
        _end += count;
        if (_end - _start < PduHeader + 512) AcknowledgeAtOnce();
    }

    /// <summary>
    /// dcmtk (and so Orthanc) writes a response in two parts with Nagle's algorithm on, and the second part waits for the
    /// acknowledgement of the first: 40 ms each time unless it is sent at once. That is not what is to be measured.
    /// </summary>
    private void AcknowledgeAtOnce()
    {
        const int ipprotoTcp = 6, tcpQuickAck = 12; // netinet/tcp.h; it holds for what has just arrived.
        socket.SetRawSocketOption(ipprotoTcp, tcpQuickAck, [1, 0, 0, 0]);
    }
}
