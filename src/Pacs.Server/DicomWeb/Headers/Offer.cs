namespace Pacs.Server.DicomWeb.Headers;

/// <summary>A representation that an answer could have.</summary>
/// <param name="Essence">The media type of the whole without parameters, in lower case: <c>multipart/related</c>.</param>
/// <param name="PartType">The media type of the parts, when it is multipart: <c>application/dicom</c>.</param>
/// <param name="TransferSyntax">The transfer syntax UID; null when there is none, or it is decided later.</param>
/// <param name="IsDefault">True when it is what a client gets that names no transfer syntax (PS3.18 §8.7.3.5.2).</param>
internal sealed record Offer(string Essence, string? PartType = null, string? TransferSyntax = null, bool IsDefault = true);
