namespace Pacs.Network.Messages;

/// <summary>The classes of status codes (PS3.7 Annex C).</summary>
public enum StatusClass
{
    Success,
    Warning,
    Failure,
    Cancel,
    Pending,
}
