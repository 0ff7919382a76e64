namespace Pacs.Server.Control;

/// <summary>What a verb is told that asks for nothing in particular.</summary>
internal sealed record NoArguments;
