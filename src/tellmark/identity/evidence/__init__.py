"""What ties somebody's will to a decision, kept sealed: whoever has the decision's receipt has its digest."""
