using Pacs.Archive.Ingest;
using Pacs.Server.Dimse;

namespace Pacs.Server.Tests.Dimse;

public sealed class StoreStatusTests
{
    [Fact]
    public void Has_a_status_for_every_outcome_and_calls_no_refusal_done()
    {
        IngestOutcome[] kept = [IngestOutcome.Stored, IngestOutcome.Duplicate, IngestOutcome.Replaced, IngestOutcome.KeptAside];

        Assert.Equal(kept, Enum.GetValues<IngestOutcome>().Where(outcome => StoreStatus.Of(outcome).IsDone));
    }
}
