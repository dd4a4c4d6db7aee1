"""WhatsApp and SMS, by way of Twilio."""
