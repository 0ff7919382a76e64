namespace Pacs.Index;

/// <summary>
/// The index file is not one, is damaged, or was made by a newer version. It holds nothing that the log does not:
/// moved away, it is built anew.
/// </summary>
public sealed class UnusableIndexException : Exception
{
    public UnusableIndexException()
    {
    }

    public UnusableIndexException(string message)
        : base(message)
    {
    }

    public UnusableIndexException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
