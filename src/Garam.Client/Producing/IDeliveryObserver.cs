namespace Garam.Client.Producing;

/// <summary>Is told what became of records, a batch at a time. Called on the producer's threads: it must be quick, must not throw, and may be called by several at once.</summary>
public interface IDeliveryObserver
{
    void OnCompleted(in BatchOutcome outcome);
}
