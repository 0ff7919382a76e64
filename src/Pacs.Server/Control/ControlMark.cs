namespace Pacs.Server.Control;

/// <summary>On a connection: it came by the control socket. On an endpoint: it is answered there and nowhere else.</summary>
internal sealed class ControlMark
{
    public static ControlMark Instance { get; } = new();
}
