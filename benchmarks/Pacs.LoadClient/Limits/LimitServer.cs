using System.Net;
using System.Net.Sockets;

namespace Pacs.LoadClient.Limits;

/// <summary>
/// What loopback and disk give at most: takes the bytes of C-STORE requests as they come, keeps them in one way or another,
/// and answers when they are durable. It parses nothing but where a message ends, and knows afterwards of no instance.
/// </summary>
internal static class LimitServer
{
    /// <param name="kind"><c>log</c> with a sync for each object, <c>shared</c> syncs, or <c>files</c>, one for each object.</param>
    /// <param name="directory">Where to keep them.</param>
    public static int Run(string kind, string directory)
    {
        var log = kind == "files" ? null : new AppendedLog(Path.Combine(directory, "log"), sharesSyncs: kind == "shared");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Console.WriteLine($"listening on {((IPEndPoint)listener.LocalEndPoint!).Port}");
        while (true)
        {
            var connection = listener.Accept();
            IObjectWriter writer = log is null ? new FileWriter(directory) : new LogWriter(log);
            new Thread(() => new LimitAssociation(connection, writer).Serve()).Start();
        }
    }
}
