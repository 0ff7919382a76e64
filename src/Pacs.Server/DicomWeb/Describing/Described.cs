namespace Pacs.Server.DicomWeb.Describing;

/// <summary>Of an endpoint: what it does, for the service's own description.</summary>
/// <param name="Summary">A sentence.</param>
/// <param name="Parameters">What its query string may say.</param>
internal sealed record Described(string Summary, params QueryParameter[] Parameters);
