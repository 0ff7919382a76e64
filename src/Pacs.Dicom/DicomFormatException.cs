namespace Pacs.Dicom;

/// <summary>The input is not what PS3.5 or PS3.10 says it must be; the message says what and where.</summary>
public sealed class DicomFormatException : Exception
{
    public DicomFormatException()
    {
    }

    public DicomFormatException(string message)
        : base(message)
    {
    }

    public DicomFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
