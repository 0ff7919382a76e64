using Pacs.Imaging.Tests.References;
using Pacs.Sampling;

namespace Pacs.Imaging.Tests;

/// <summary>A test over the sample files and the decoders of others, skipped where they are not.</summary>
internal sealed class SampleFactAttribute : FactAttribute
{
    public SampleFactAttribute()
    {
        if (SampleFiles.Folder is null) Skip = "There is no shared/dicom-samples above this repository and no PACS_SAMPLES.";
        else if (Tool.Missing("dcmdjpeg") is { } missing) Skip = $"{missing} is not installed (dcmtk).";
    }
}
