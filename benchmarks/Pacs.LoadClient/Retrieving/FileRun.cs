using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pacs.LoadClient.Retrieving;

/// <summary>What this machine gives at most: a file that is in the page cache, over loopback to somebody who drops it.</summary>
internal static class FileRun
{
    public static RetrieveMeasurement Of(Target target)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var cpuBefore = ProcessCost.CpuSeconds(target.ProcessId);
        var clock = Stopwatch.StartNew();
        socket.Connect(IPAddress.Loopback, target.Port);
        var buffer = new byte[1 << 20];
        var bytes = 0L;
        while (socket.Receive(buffer) is > 0 and var count) bytes += count;
        var seconds = clock.Elapsed.TotalSeconds;
        return new RetrieveMeasurement(bytes, seconds, ProcessCost.CpuSeconds(target.ProcessId) - cpuBefore, 0);
    }
}
