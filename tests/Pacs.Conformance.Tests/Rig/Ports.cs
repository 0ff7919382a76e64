using System.Net;
using System.Net.Sockets;

namespace Pacs.Conformance.Tests.Rig;

internal static class Ports
{
    /// <summary>A port nothing listens on now, for what has to be told its port before it starts.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
