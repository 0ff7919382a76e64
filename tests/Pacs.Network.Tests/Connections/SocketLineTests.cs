using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Pacs.Network.Connections;
using Pacs.Network.Tests.Associations;

namespace Pacs.Network.Tests.Connections;

public sealed class SocketLineTests : IAsyncLifetime, IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _peer = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private SocketLine? _line;

    private SocketLine Line => _line ?? throw new InvalidOperationException("The test has not begun.");

    public async Task InitializeAsync()
    {
        _listener.Start();
        await _peer.ConnectAsync(_listener.LocalEndpoint);
        _line = new SocketLine(await _listener.AcceptSocketAsync(), MemoryPool<byte>.Shared);
    }

    public async Task DisposeAsync() => await Line.DisposeAsync();

    public void Dispose()
    {
        _peer.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Gives_what_comes_later_on_a_thread_that_keeps_no_others_from_their_work()
    {
        var reading = ReadAsync();
        Assert.False(reading.IsCompleted);
        await _peer.SendAsync(new byte[] { 1, 2, 3 });

        var (bytes, isOfThePool) = await reading;

        Assert.Equal([1, 2, 3], bytes);
        Assert.False(isOfThePool);

        async Task<(byte[] Bytes, bool IsOfThePool)> ReadAsync()
        {
            var result = await Line.Input.ReadAsync(Talk.Soon).ConfigureAwait(false);
            return (result.Buffer.ToArray(), Thread.CurrentThread.IsThreadPoolThread);
        }
    }

    [Fact]
    public async Task Gives_what_is_there_on_the_thread_that_asks()
    {
        await _peer.SendAsync(new byte[] { 1, 2, 3 });
        var first = await Line.Input.ReadAsync(Talk.Soon);
        Line.Input.AdvanceTo(first.Buffer.GetPosition(1));

        var second = Line.Input.ReadAsync(Talk.Soon);

        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal([2, 3], (await second).Buffer.ToArray());
    }

    [Fact]
    public async Task Ends_a_cancelled_read_of_a_peer_that_says_nothing()
    {
        var reading = Line.Input.ReadAsync(Talk.Soon).AsTask();

        Line.Input.CancelPendingRead();

        Assert.True((await reading).IsCanceled);
    }

    [Fact]
    public async Task Goes_on_after_a_cancelled_read()
    {
        var reading = Line.Input.ReadAsync(Talk.Soon).AsTask();
        Line.Input.CancelPendingRead();
        Line.Input.AdvanceTo((await reading).Buffer.End);

        await _peer.SendAsync(new byte[] { 4 });

        Assert.Equal([4], (await Line.Input.ReadAsync(Talk.Soon)).Buffer.ToArray());
    }

    [Fact]
    public async Task Ends_a_read_when_the_peer_closes()
    {
        var reading = Line.Input.ReadAsync(Talk.Soon).AsTask();

        _peer.Shutdown(SocketShutdown.Send);

        Assert.True((await reading).IsCompleted);
    }

    [Fact]
    public async Task Fails_a_read_when_the_connection_is_reset()
    {
        var reading = Line.Input.ReadAsync(Talk.Soon).AsTask();

        _peer.Close(timeout: 0);

        await Assert.ThrowsAsync<IOException>(() => reading);
    }

    [Fact]
    public async Task Ends_a_read_when_this_side_closes()
    {
        var reading = Line.Input.ReadAsync(Talk.Soon).AsTask();

        await Line.DisposeAsync();

        var failure = await Record.ExceptionAsync(() => reading);
        Assert.True(failure is IOException or ObjectDisposedException || (await reading).IsCompleted, $"{failure}");
    }

    [Fact]
    public async Task Takes_turns_between_many_lines()
    {
        var others = new List<(Socket Peer, SocketLine Line)>();
        try
        {
            for (var i = 0; i < 60; i++)
            {
                var peer = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await peer.ConnectAsync(_listener.LocalEndpoint);
                others.Add((peer, new SocketLine(await _listener.AcceptSocketAsync(), MemoryPool<byte>.Shared)));
            }

            var echoes = others.Select(other => EchoAsync(other.Line)).ToArray();
            for (var round = 0; round < 5; round++)
            {
                foreach (var (peer, _) in others) await peer.SendAsync(new[] { (byte)round });
                foreach (var (peer, _) in others)
                {
                    var answer = new byte[1];
                    Assert.Equal(1, await peer.ReceiveAsync(answer.AsMemory(), Talk.Soon));
                    Assert.Equal(round, answer[0]);
                }
            }

            foreach (var (peer, _) in others) peer.Shutdown(SocketShutdown.Send);
            await Task.WhenAll(echoes);
        }
        finally
        {
            foreach (var (peer, line) in others)
            {
                peer.Dispose();
                await line.DisposeAsync();
            }
        }
    }

    private static async Task EchoAsync(SocketLine line)
    {
        while (true)
        {
            var result = await line.Input.ReadAsync(Talk.Soon);
            foreach (var piece in result.Buffer) line.Output.Write(piece.Span);
            line.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
            await line.Output.FlushAsync(Talk.Soon);
        }
    }
}
