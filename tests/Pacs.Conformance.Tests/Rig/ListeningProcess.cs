using System.Diagnostics;
using System.Net.Sockets;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>Somebody else's server, ended when disposed.</summary>
internal sealed class ListeningProcess : IDisposable
{
    private readonly Process _process;

    private ListeningProcess(Process process) => _process = process;

    /// <summary>Returns when <paramref name="port"/> is listened on.</summary>
    public static async Task<IDisposable> StartAsync(int port, string program, params string[] arguments)
    {
        var process = Process.Start(ProcessRun.StartInfo(program, arguments))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", port);
                return new ListeningProcess(process);
            }
            catch (SocketException) when (clock.Elapsed < RawPeer.Patience && !process.HasExited)
            {
                // It has not come up yet.
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
