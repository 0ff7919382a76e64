namespace Pacs.Conformance.Tests.Raw;

/// <summary>A presentation context as proposed (PS3.8 §9.3.2.2).</summary>
internal sealed record RawContext(byte Id, string AbstractSyntax, params string[] TransferSyntaxes);
