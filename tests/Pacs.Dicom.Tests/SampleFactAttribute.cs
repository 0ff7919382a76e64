using Pacs.Sampling;

namespace Pacs.Dicom.Tests;

/// <summary>A test over the sample files, skipped where they are not.</summary>
internal sealed class SampleFactAttribute : FactAttribute
{
    public SampleFactAttribute()
    {
        if (SampleFiles.Folder is null) Skip = "There is no shared/dicom-samples above this repository and no PACS_SAMPLES.";
    }
}
