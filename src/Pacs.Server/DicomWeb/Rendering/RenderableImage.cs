using System.Diagnostics.CodeAnalysis;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Imaging.Rendering;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>An instance of which pictures can be made.</summary>
internal sealed class RenderableImage
{
    private readonly StoredInstance _instance;
    private readonly FrameRenderer _renderer;

    private RenderableImage(StoredInstance instance, FrameRenderer renderer)
    {
        _instance = instance;
        _renderer = renderer;
    }

    public FrameRenderer Renderer => _renderer;

    /// <summary>The instance as an image; false, and the reason in words for the requester, when no picture can be made of it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool TryOpen(
        ArchiveRetrieve retrieve,
        StoredInstance instance,
        [NotNullWhen(true)] out RenderableImage? image,
        [NotNullWhen(false)] out string? refusal)
    {
        image = null;
        refusal = PictureEncoder.Refusal;
        if (refusal is not null) return false;

        try
        {
            var frames = retrieve.ReadFrames(instance).Table;
            refusal = frames.Flaw;
            if (refusal is not null) return false;
            if (!FrameRenderer.TryCreate(instance.ReadAttributes(FrameRenderer.Bounds), frames, out var renderer, out refusal)) return false;

            image = new RenderableImage(instance, renderer);
            return true;
        }
        catch (DicomFormatException e)
        {
            refusal = e.Message;
            return false;
        }
    }

    /// <param name="frame">From 0.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DicomFormatException">The frame cannot be decoded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Picture Render(int frame, RenderingRequest request, CancellationToken cancellationToken) =>
        _renderer.Render(frame, _instance.OpenRange, request, cancellationToken);
}
