namespace Pacs.Server.Cli;

/// <summary>What the shell is told.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The work was begun and some or all of it failed.</summary>
    public const int Failure = 1;

    /// <summary>The arguments or the configuration are wrong; nothing was begun.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl+C: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
