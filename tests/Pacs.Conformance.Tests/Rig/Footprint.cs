using System.Diagnostics;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>
/// What a server holds of the machine, to be compared with what it holds when hostile peers have come and gone. It
/// notices on its own that they have; it is kept busy with echoes until then.
/// </summary>
internal sealed class Footprint
{
    // Idle threads and freed memory go back to the system when the runtime pleases; segments and connections to the
    // index stay open once they have been used.
    private const int MoreSockets = 1, MoreThreads = 32;
    private const long MoreMemory = 256L << 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly PacsServer _server;
    private readonly string _calling;
    private readonly int _sockets;
    private readonly int _mostDescriptors;
    private readonly int _threads;
    private readonly long _memory;

    private Footprint(PacsServer server, string calling, int moreDescriptors)
    {
        _server = server;
        _calling = calling;
        _sockets = server.Sockets;
        _mostDescriptors = server.OpenDescriptors + moreDescriptors;
        _threads = server.Threads;
        _memory = server.Memory;
    }

    /// <param name="server">The archive.</param>
    /// <param name="calling">An AE title that it serves.</param>
    /// <param name="moreDescriptors">How many more it may hold open: segments for the most part, of which it keeps up to 256.</param>
    public static async Task<Footprint> OfAsync(PacsServer server, string calling = "RAWPEER", int moreDescriptors = 100)
    {
        await server.AssertAnswersEchoAsync(calling); // so that what serves an association is there
        return new Footprint(server, calling, moreDescriptors);
    }

    /// <summary>The archive answers, holds about what it held, and no body that nobody finishes.</summary>
    public async Task AssertBackAsync()
    {
        var clock = Stopwatch.StartNew();
        do
        {
            await _server.AssertAnswersEchoAsync(_calling);
        }
        while (Excess() != null && clock.Elapsed < Deadline);

        Assert.Null(Excess());
    }

    private string? Excess()
    {
        var (sockets, descriptors, threads, memory) = (_server.Sockets, _server.OpenDescriptors, _server.Threads, _server.Memory);
        if (sockets > _sockets + MoreSockets) return $"{sockets} sockets are open, {_sockets} were before";
        if (descriptors > _mostDescriptors) return $"{descriptors} descriptors are open, {_mostDescriptors} may be";
        if (threads > _threads + MoreThreads) return $"{threads} threads run, {_threads} did before";
        if (memory > _memory + MoreMemory) return $"{memory >> 20} MiB are held, {_memory >> 20} MiB were before";

        var bodies = UnfinishedBodies();
        return bodies.Length > 0 ? $"left in incoming: {string.Join(' ', bodies)}" : null;
    }

    private string[] UnfinishedBodies()
    {
        var incoming = Path.Combine(_server.Data, "incoming");
        return Directory.Exists(incoming) ? Directory.GetFiles(incoming, "*", SearchOption.AllDirectories) : [];
    }
}
