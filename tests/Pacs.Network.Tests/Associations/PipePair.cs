using System.IO.Pipelines;

namespace Pacs.Network.Tests.Associations;

/// <summary>Two ends of one connection, in memory.</summary>
internal sealed class PipePair
{
    public PipePair()
    {
        var there = new Pipe(new PipeOptions(useSynchronizationContext: false));
        var back = new Pipe(new PipeOptions(useSynchronizationContext: false));
        Requestor = new End(back.Reader, there.Writer);
        Acceptor = new End(there.Reader, back.Writer);
    }

    public IDuplexPipe Requestor { get; }

    public IDuplexPipe Acceptor { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
