using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>A bulk data part of a request: what it says it is, and its bytes.</summary>
internal sealed record BulkPart(MediaType? ContentType, BulkBody Body);
