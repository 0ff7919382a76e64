using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>A bulk data part of a request: what it says it is, and its bytes; null when the disk did not take them.</summary>
internal sealed record BulkPart(MediaType? ContentType, BulkBody? Body);
