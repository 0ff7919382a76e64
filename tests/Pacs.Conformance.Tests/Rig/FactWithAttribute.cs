namespace Pacs.Conformance.Tests.Rig;

/// <summary>A test that is skipped, with the reason, on a machine without what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(params Need[] needs) => Skip = Needs.WhyNot(needs);
}
