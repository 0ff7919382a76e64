using Pacs.Dicom.Parsing;

namespace Pacs.Imaging.Transcoding;

/// <summary>Frames that wait until all of them are known: some in memory, more in a file that nobody else sees. Then they are read once.</summary>
internal sealed class FrameSpool : ForwardStream
{
    private const int MostInMemory = 16 << 20;
    private const int FileBuffer = 64 << 10;

    private Stream _frames = new MemoryStream();

    public long WrittenLength => _frames.Length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_frames is MemoryStream memory && memory.Length + bytes.Length > MostInMemory)
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = FileBuffer,
                Options = FileOptions.DeleteOnClose,
            };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            _frames = new FileStream(Path.Combine(Path.GetTempPath(), $"pacs-frames-{Guid.NewGuid():N}"), options);
            memory.WriteTo(_frames);
        }

        _frames.Write(bytes);
    }

    /// <summary>Nothing more comes; what was appended is read from its beginning.</summary>
    public void Complete() => _frames.Position = 0;

    public override int Read(Span<byte> buffer) => _frames.Read(buffer);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _frames.Dispose();
        base.Dispose(disposing);
    }
}
