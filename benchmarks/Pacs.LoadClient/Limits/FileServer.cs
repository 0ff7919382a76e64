using System.Net;
using System.Net.Sockets;

namespace Pacs.LoadClient.Limits;

/// <summary>Sends a file to whoever connects, by reading and sending as a program does that has to look at the bytes.</summary>
internal static class FileServer
{
    private const int BlockLength = 128 << 10;

    public static int Run(string directory, long length)
    {
        var path = Path.Combine(directory, "file");
        var block = new byte[BlockLength];
        using (var made = File.Create(path))
        {
            for (var written = 0L; written < length; written += block.Length) made.Write(block);
        }

        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Console.WriteLine($"listening on {((IPEndPoint)listener.LocalEndPoint!).Port}");
        using var file = File.OpenHandle(path);
        while (true)
        {
            using var connection = listener.Accept();
            for (var sent = 0L; RandomAccess.Read(file, block, sent) is > 0 and var count; sent += count) connection.Send(block, count, SocketFlags.None);
        }
    }
}
