namespace Pacs.Server.Tests;

internal static class Patience
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    /// <summary>Time enough for a slow machine; a test that needs it has failed.</summary>
    public static CancellationToken Soon => new CancellationTokenSource(Time).Token;
}
