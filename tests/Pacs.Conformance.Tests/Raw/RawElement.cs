namespace Pacs.Conformance.Tests.Raw;

/// <summary>A data element with its value as it stands on the wire; a sequence has items and no value.</summary>
internal sealed record RawElement(uint Tag, string Vr, byte[] Value, IReadOnlyList<RawElements>? Items = null);
