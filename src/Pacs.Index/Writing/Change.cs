namespace Pacs.Index.Writing;

/// <summary>What one write changes in the tables.</summary>
internal abstract record Change
{
    /// <summary>
    /// True for what must not come undone when the power goes, because something that cannot be undone follows it. All
    /// that was committed before it is durable with it.
    /// </summary>
    public virtual bool MustBeDurable => false;
}
