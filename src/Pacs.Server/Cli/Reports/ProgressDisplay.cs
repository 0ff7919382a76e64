using System.Diagnostics;
using Spectre.Console;

namespace Pacs.Server.Cli.Reports;

/// <summary>
/// Shows how far a task is while it runs: a bar for somebody who watches, now and then a line for a log. It asks for
/// the state instead of being told, so the work pays nothing for being watched.
/// </summary>
internal static class ProgressDisplay
{
    private const double BarLength = 1000;

    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Ends when the task does, in the same way.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="verb">What is being done, such as <c>Sending</c>.</param>
    /// <param name="state">How far it is now.</param>
    /// <param name="work">The task, running.</param>
    public static async Task ShowAsync(Terminal terminal, string verb, Func<ProgressState> state, Task work)
    {
        if (terminal.IsWatched) await ShowBarAsync(terminal, verb, state, work);
        else await ShowLinesAsync(terminal, verb, state, work);
        await work;
    }

    private static Task ShowBarAsync(Terminal terminal, string verb, Func<ProgressState> state, Task work)
    {
        var clock = Stopwatch.StartNew();
        return terminal.ForProgress().Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(async screen =>
            {
                var bar = screen.AddTask(verb, maxValue: BarLength);
                do
                {
                    var now = state();
                    bar.IsIndeterminate = now.Fraction is null;
                    bar.Value = (now.Fraction ?? 0) * BarLength;
                    bar.Description = Markup.Escape($"{verb} {Describe(now, clock.Elapsed)}");
                }
                while (!await EndsWithinAsync(work, BarInterval));
            });
    }

    private static async Task ShowLinesAsync(Terminal terminal, string verb, Func<ProgressState> state, Task work)
    {
        var clock = Stopwatch.StartNew();
        while (!await EndsWithinAsync(work, LineInterval))
        {
            var now = state();
            await terminal.Error.WriteLineAsync($"{verb} {Describe(now, clock.Elapsed)}{DescribeRest(now, clock.Elapsed)}");
        }
    }

    private static string Describe(ProgressState state, TimeSpan elapsed)
    {
        var text = state.Total is { } total
            ? $"{Quantity.Count(state.Done)} of {Quantity.Count(total)}"
            : Quantity.Count(state.Done);
        return state.Bytes is { } bytes ? $"{text}, {Quantity.Bytes(bytes)}, {Quantity.Rate(bytes, elapsed)}" : text;
    }

    /// <summary>What the bar shows in a column of its own: how long the rest takes at the rate so far.</summary>
    private static string DescribeRest(ProgressState state, TimeSpan elapsed) =>
        state.Fraction is > 0 and var done ? $", {Quantity.Time(elapsed * (1 / done - 1))} left" : "";

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan interval)
    {
        using var cancellation = new CancellationTokenSource();
        var ended = await Task.WhenAny(work, Task.Delay(interval, TimeProvider.System, cancellation.Token)) == work;
        await cancellation.CancelAsync();
        return ended;
    }
}
