using System.Net;
using System.Net.Sockets;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Retrieving;

/// <summary>Takes whatever it is sent by C-STORE, a thread for each association, and counts it.</summary>
internal sealed class MoveDestination : IDisposable
{
    public const string AeTitle = "LOADCLIENT";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private long _bytes;
    private int _instances;

    public MoveDestination(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Instances => Volatile.Read(ref _instances);

    public void Restart() => (_bytes, _instances) = (0, 0);

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = _listener.Accept();
                connection.NoDelay = true;
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // Nobody is to come any more.
        }
    }

    private void Serve(Socket connection)
    {
        using (connection)
        {
            var messages = new MessageReader(connection);
            connection.Send(AssociateAccept.To(messages.ReadPdu().Body));
            var counted = 0L;
            while (messages.ReadMessage() is { } message)
            {
                // Counted before it is answered: the answer may be what ends the measurement.
                Interlocked.Add(ref _bytes, messages.DataBytes - counted);
                Interlocked.Increment(ref _instances);
                counted = messages.DataBytes;
                connection.Send(message.Stored());
            }

            messages.ReadPdu();
            connection.Send([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        }
    }
}
