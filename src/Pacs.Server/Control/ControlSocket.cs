using System.Net.Sockets;
using System.Text;

namespace Pacs.Server.Control;

/// <summary>The Unix socket in the data directory, for whoever may read the data: the owner, nobody else.</summary>
internal static class ControlSocket
{
    /// <summary>unix(7): an address has 108 bytes, the last of them zero.</summary>
    private const int MaxPathLength = 107;

    public static string PathIn(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "control.sock");

    /// <summary>Why there can be no socket under this name, in words for an administrator; null when there can.</summary>
    public static string? FlawOf(string path) => Encoding.UTF8.GetByteCount(path) is > MaxPathLength and var length
        ? $"the name of the control socket, {path}, has {length} bytes, and the system takes {MaxPathLength} at the most: " +
            "choose a data directory with a shorter path"
        : null;

    /// <summary>
    /// Takes the name, from a process that died with it if need be: the store's lock says that no other lives. The mode is
    /// set before anybody can connect, which takes listening.
    /// </summary>
    public static Socket Bind(UnixDomainSocketEndPoint door)
    {
        var path = door.ToString();
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(door);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
