namespace Pacs.Server.DicomWeb;

/// <summary>What the DICOMweb door says. Paths are UIDs; query strings may name patients and are left out.</summary>
internal static partial class DicomWebLog
{
    [LoggerMessage(2001, LogLevel.Error, "{method} {path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception failure);

    [LoggerMessage(2002, LogLevel.Error, "The metadata of instance {sopInstanceUid} cannot be read")]
    public static partial void Unreadable(ILogger logger, string sopInstanceUid, Exception failure);
}
