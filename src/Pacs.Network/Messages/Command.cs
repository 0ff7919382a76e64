namespace Pacs.Network.Messages;

/// <summary>The command set of a DIMSE message (PS3.7 §6.3.1), without the data set that may follow it.</summary>
public abstract record Command
{
    public abstract CommandField Field { get; }

    /// <summary>Writes all elements but the group length, in ascending order.</summary>
    internal abstract void Write(CommandSetWriter writer);
}
