namespace Pacs.Server.DicomWeb.Headers;

/// <summary>What a client takes of that which was offered, and the range of its Accept header that asks for it.</summary>
internal readonly record struct Choice(Offer Offer, MediaType Range);
