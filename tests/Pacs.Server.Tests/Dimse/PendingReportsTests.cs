using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Pacs.Server.Dimse;

namespace Pacs.Server.Tests.Dimse;

public sealed class PendingReportsTests
{
    [Fact]
    [Trait("Conformance", "65")]
    public async Task Reports_every_second_until_it_is_over()
    {
        var clock = new FakeTimeProvider();
        var reports = Channel.CreateUnbounded<int>();
        var pending = new PendingReports(() => reports.Writer.WriteAsync(1), clock);

        for (var i = 0; i < 3; i++)
        {
            Assert.False(reports.Reader.TryRead(out _));
            clock.Advance(TimeSpan.FromSeconds(1));
            await reports.Reader.ReadAsync(Patience.Soon);
        }

        await pending.DisposeAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(reports.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Is_over_only_when_the_report_in_progress_is_sent()
    {
        var clock = new FakeTimeProvider();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new TaskCompletionSource();
        var pending = new PendingReports(
            () =>
            {
                begun.SetResult();
                return new ValueTask(sent.Task);
            },
            clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        await begun.Task.WaitAsync(Patience.Soon);

        var over = pending.DisposeAsync().AsTask();

        Assert.False(over.IsCompleted);
        sent.SetResult();
        await over.WaitAsync(Patience.Soon);
    }
}
