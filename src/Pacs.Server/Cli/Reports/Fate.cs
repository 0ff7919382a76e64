namespace Pacs.Server.Cli.Reports;

/// <summary>What became of one file or instance, in the order in which a summary tells it.</summary>
internal enum Fate
{
    Accepted,

    /// <summary>Held already, byte for byte.</summary>
    Duplicate,

    /// <summary>Taken, with something to say about it.</summary>
    Warning,

    /// <summary>Done by an earlier run.</summary>
    DoneBefore,

    /// <summary>No instance: nobody was asked to take it.</summary>
    Skipped,

    Refused,

    /// <summary>Nobody was there to take it.</summary>
    NotSent,
}
