namespace Pacs.Server.Control;

/// <summary>A verb as the door sees it.</summary>
internal abstract class ControlEndpoint(string name)
{
    /// <summary>The last part of its address.</summary>
    public string Name { get; } = name;

    public abstract Task AnswerAsync(HttpContext context, Premises premises, CancellationToken stopping);
}
