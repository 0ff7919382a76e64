namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>A multipart body is not as RFC 2046 has it; what follows in it cannot be understood.</summary>
internal sealed class MultipartException(string message) : Exception(message);
