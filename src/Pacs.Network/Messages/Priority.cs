namespace Pacs.Network.Messages;

/// <summary>
/// The priority of a C-STORE, C-FIND, C-GET or C-MOVE (PS3.7 Table E.1-1). Implementations may ignore it.
/// </summary>
public enum Priority : ushort
{
    Medium = 0,
    High = 1,
    Low = 2,
}
