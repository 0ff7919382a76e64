namespace Pacs.Server.DicomWeb;

/// <summary>What the DICOMweb door says. Paths are UIDs; query strings may name patients and are left out.</summary>
internal static partial class DicomWebLog
{
    [LoggerMessage(2001, LogLevel.Error, "{method} {path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception failure);
}
