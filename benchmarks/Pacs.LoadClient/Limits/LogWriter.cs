namespace Pacs.LoadClient.Limits;

/// <summary>An association's objects, appended to the log that all share.</summary>
internal sealed class LogWriter(AppendedLog log) : IObjectWriter
{
    public void Write(Memory<byte> piece) => log.Append(piece);

    public void Complete() => log.Sync();
}
