namespace Pacs.Network.Messages;

/// <summary>A request that is answered by one or more responses.</summary>
public abstract record RequestCommand : Command
{
    /// <summary>Given by the association that sends the request.</summary>
    public ushort MessageId { get; init; }

    /// <summary>A response to this request, naming the SOP class and instance that it named.</summary>
    public abstract ResponseCommand Respond(DimseStatus status);
}
